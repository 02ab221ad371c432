// The client for TypeScript in a browser, on a page of another origin than the API.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { openBrowser, openSite, type Site } from "./crawl.ts";

test("in Chromium, everything that can be asked", async () => {
  const api = process.env.DIPTYCH_API!;
  const root = fileURLToPath(new URL("../../../pkg/client-ts/", import.meta.url));
  const site: Site = {
    origin: "https://reader.example",
    api,
    read: async (path) =>
      path === "/"
        ? { status: 200, type: "text/html", body: Buffer.from("<!doctype html><title>client</title><link rel=icon href='data:,'>") }
        : { status: 200, type: "text/javascript", body: await readFile(root + path.slice(1)) },
  };
  const problems: string[] = [];
  const browser = await openBrowser();
  try {
    const page = await (await openSite(browser, site, problems)).newPage();
    await page.goto(`${site.origin}/`);
    const looked = await page.evaluate(async (base) => {
      const path = (name: string) => `/${name}`; // what a bundler must not look for
      const lib = await import(path("dist/index.js"));
      const { anywhere } = await import(path("test/anywhere.mjs"));
      return anywhere(lib, base, { keepsAnswers: false });
    }, api);
    assert.ok(looked > 30);
    // Chromium itself tells of each answer that is an error: those that the test asks for.
    assert.deepEqual(problems.filter((problem) => !/status of 40[04]/.test(problem)), []);
  } finally {
    await browser.close();
  }
});
