import { createClient, type Client } from "@diptych-cms/client";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { pagesOf, type Page } from "./pages.ts";
import { each, emptyReplica, sync, type Replica } from "./replica.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Options {
  api: string;
  /** Where the site goes. */
  out: string;
  /** Where the replica is kept between builds. */
  state: string;
  /** Ask for everything and render everything. */
  full?: boolean;
}

export interface Report {
  changes: number;
  pages: number;
  /** Paths of pages that Astro rendered. */
  rendered: string[];
  /** Files below `out` that are new or have other bytes than before. */
  written: string[];
  removed: string[];
}

interface State {
  /** What the pages were rendered by: other code makes all of them anew. */
  program: string;
  replica: Replica;
  /** What each page was rendered from, as a hash. */
  pages: Record<string, string>;
}

export async function build(options: Options): Promise<Report> {
  const cms = createClient({ baseUrl: options.api });
  const file = join(options.state, "state.json");
  const program = await programOf(options.api);
  const old = options.full ? undefined : await stateOf(file);
  const replica = old?.replica ?? emptyReplica();
  const changes = await sync(replica, cms);

  const pages = pagesOf(replica);
  const hashes = Object.fromEntries(pages.map((page) => [page.path, hash(JSON.stringify(page))]));
  const same = (page: Page) => old?.program === program && old.pages[page.path] === hashes[page.path];
  const touched = pages.filter((page) => !same(page));

  const site = new Folder(options.out);
  const assets = touched.length > 0 ? await render(touched, site, options.api) : undefined;
  for (const page of pages) site.keep(fileOf(page.path));
  if (assets) assets.forEach((name) => site.keep(name));
  else await site.keepAll("_astro", "favicon.svg");
  const files = await copyFiles(cms, replica, site);
  await copyMedia(options.api, [JSON.stringify(pages), ...files], site);
  const removed = await site.sweep();

  await mkdir(options.state, { recursive: true });
  const state: State = { program, replica, pages: hashes };
  await writeFile(file, JSON.stringify(state)); // last: what ended halfway is done again
  return { changes, pages: pages.length, rendered: touched.map((page) => page.path).sort(), written: site.written.sort(), removed };
}

async function stateOf(file: string): Promise<State | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined; // none yet, or one that is of no use
  }
}

/** Where a page stands below the root of the site. */
function fileOf(path: string): string {
  if (path.endsWith("/")) return `${path.slice(1)}index.html`;
  return extname(path) ? path.slice(1) : `${path.slice(1)}.html`;
}

/** Renders pages into a folder beside, and takes over what is new. Returns what else Astro wrote. */
async function render(pages: Page[], site: Folder, api: string): Promise<string[]> {
  // On the site's own file system: Astro moves files there by renaming them.
  const beside = join(root, ".diptych");
  await mkdir(beside, { recursive: true });
  const dir = await mkdtemp(join(beside, "build-"));
  try {
    const list = join(dir, "pages.json");
    await writeFile(list, JSON.stringify(pages));
    // A process of its own: Astro remembers which pages there were.
    await run(process.execPath, [join(root, "node_modules/astro/bin/astro.mjs"), "build", "--silent", "--outDir", join(dir, "out")], {
      cwd: root,
      env: { ...process.env, DIPTYCH_API: api, DIPTYCH_PAGES: list, ASTRO_TELEMETRY_DISABLED: "1" },
    });
    const made = new Map(pages.map((page) => [join(page.path.replace(/^\/|\/$/g, ""), "index.html"), fileOf(page.path)]));
    const assets: string[] = [];
    for (const name of await filesOf(join(dir, "out"))) {
      const to = made.get(name) ?? name;
      if (to === name && !made.has(name)) assets.push(name);
      await site.write(to, await readFile(join(dir, "out", name)));
    }
    return assets;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Feeds, sitemap and redirects, as the API writes them. Returns what they say. */
async function copyFiles(cms: Client, replica: Replica, site: Folder): Promise<string[]> {
  const jobs: [string, () => Promise<string>][] = [
    ["sitemap.xml", () => cms.sitemap()],
    ["_redirects", () => cms.redirectsFile("netlify")],
  ];
  for (const { locale } of replica.locales) {
    const { paths } = replica.sites[locale]!;
    const home = paths.list.replace(/^\/|\/$/g, "");
    jobs.push(
      [paths.feed.slice(1), () => cms.feed("rss.xml", { locale })],
      [join(home, "atom.xml"), () => cms.feed("atom.xml", { locale })],
      [join(home, "feed.json"), () => cms.feed("feed.json", { locale })],
      [join(home, "llms.txt"), () => cms.llms({ locale })],
    );
  }
  const files = await each(jobs, async ([name, read]) => {
    const text = await read();
    await site.write(name, Buffer.from(text));
    return text;
  });
  const origin = replica.locales.find((one) => one.xDefault)?.url;
  const sitemap = origin ? `Sitemap: ${new URL("/sitemap.xml", origin)}\n` : "";
  await site.write("robots.txt", Buffer.from(`User-agent: *\nAllow: /\n${sitemap}`));
  return files;
}

/** The pictures that pages and feeds show. An address names its bytes, so what is there already is right. */
async function copyMedia(api: string, texts: string[], site: Folder): Promise<void> {
  const names = new Set(texts.flatMap((text) => text.match(/\/content\/v1\/media\/[0-9a-f]{64}\/[\w.]+/g) ?? []));
  await each([...names], async (path) => {
    const name = path.slice(1);
    if (await site.has(name)) return site.keep(name);
    const answer = await fetch(api + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await site.write(name, Buffer.from(await answer.arrayBuffer()));
  });
}

/** What the pages are made by. */
async function programOf(api: string): Promise<string> {
  const sum = createHash("sha256").update(api).update(process.version);
  const folders = ["src", "public", "../shared/design", "../shared/words", "../../../pkg/client-ts/dist"];
  const files = (await Promise.all(folders.map(async (folder) => (await filesOf(join(root, folder))).map((name) => join(folder, name))))).flat();
  for (const name of [...files, "astro.config.mjs", "package-lock.json"].sort()) sum.update(name).update(await readFile(join(root, name)));
  return sum.digest("hex");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The files below a folder, by their names in it. */
export async function filesOf(dir: string): Promise<string[]> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((one) => one.isFile()).map((one) => relative(dir, join(one.parentPath, one.name))).sort();
}

/** A folder that is brought up to date: only what differs is written, and what nobody kept goes. */
class Folder {
  readonly written: string[] = [];
  private readonly dir: string;
  private readonly kept = new Set<string>();

  constructor(dir: string) {
    this.dir = dir;
  }

  keep(name: string): void {
    this.kept.add(name);
  }

  async keepAll(...tops: string[]): Promise<void> {
    for (const name of await filesOf(this.dir)) if (tops.includes(name.split("/")[0]!)) this.keep(name);
  }

  async has(name: string): Promise<boolean> {
    return readFile(join(this.dir, name)).then(() => true, () => false);
  }

  async write(name: string, bytes: Buffer): Promise<void> {
    this.keep(name);
    const path = join(this.dir, name);
    const old = await readFile(path).catch(() => undefined);
    if (old?.equals(bytes)) return;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    this.written.push(name);
  }

  /** Removes what was not kept, and folders that are empty then. */
  async sweep(): Promise<string[]> {
    const gone = (await filesOf(this.dir)).filter((name) => !this.kept.has(name));
    for (const name of gone) await rm(join(this.dir, name));
    for (const one of (await readdir(this.dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isDirectory()).reverse()) {
      const path = join(one.parentPath, one.name);
      if ((await readdir(path)).length === 0) await rm(path, { recursive: true });
    }
    return gone;
  }
}
