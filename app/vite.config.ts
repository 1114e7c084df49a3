import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Addresses of files are relative, so that the page works from any folder of any static host. */
export default defineConfig({
  base: "./",
  plugins: [react()],
  build: { target: "es2022", sourcemap: false },
});
