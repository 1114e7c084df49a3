/**
 * Where the page begins.
 */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";

import { App } from "./app.js";
import { NodeProvider } from "./chain/node.js";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/tables.css";
import "./styles/forms.css";
import "./styles/views.css";
import "./styles/pools.css";

const client = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 5_000 } } });

const root = document.getElementById("root");
if (!root) {
  throw new Error("the document has no root");
}
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <NodeProvider>
        {/* Paths behind a # need no server that knows them. */}
        <Router hook={useHashLocation}>
          <App />
        </Router>
      </NodeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
