import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv } from "vite";

import { buildProblem } from "./src/chain/clusters.js";

/** Addresses of files are relative, so that the page works from any folder of any static host. */
export default defineConfig(({ mode }) => {
  const problem = buildProblem(loadEnv(mode, import.meta.dirname));
  if (problem) {
    throw new Error(problem);
  }
  return {
    base: "./",
    plugins: [react()],
    build: { target: "es2022", sourcemap: false },
  };
});
