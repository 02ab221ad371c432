import { defineConfig } from "astro/config";

// src/lib/build.ts says where the pages come from, where they go, and where the API is.
export default defineConfig({
  output: "static",
  build: { format: "directory", inlineStylesheets: "never" },
  devToolbar: { enabled: false },
  vite: {
    build: { assetsInlineLimit: 0 },
    define: { __API__: JSON.stringify(process.env.DIPTYCH_API) },
  },
});
