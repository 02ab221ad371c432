import { defineConfig } from "astro/config";

// scripts/build.ts says where the pages come from and where they go.
export default defineConfig({
  output: "static",
  outDir: process.env.DIPTYCH_OUT ?? "./dist",
  build: { format: "directory", inlineStylesheets: "never" },
  devToolbar: { enabled: false },
  vite: {
    build: { assetsInlineLimit: 0 },
    define: { __API__: JSON.stringify(process.env.DIPTYCH_API ?? "") },
  },
});
