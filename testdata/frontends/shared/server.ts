// A Diptych server with the sample site, live in both languages, for front ends to be built from and tested with.
//
//   node server.ts [--port N]   starts one, prints its address and an admin token, and runs until it is ended
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));

export interface Server {
  /** What stands before /content/v1. */
  base: string;
  /** Asks the management API, as an admin; throws what it refuses. */
  manage(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<any>;
  token: string;
  stop(): Promise<void>;
}

/** Starts a server on a free port, or the one given, with the sample site in a folder that goes with it. */
export async function startServer(port = 0): Promise<Server> {
  const dir = await mkdtemp(join(tmpdir(), "diptych-frontend-"));
  const binary = process.env.DIPTYCH_BIN ?? join(dir, "diptych");
  if (!process.env.DIPTYCH_BIN) {
    await run("go", ["build", "-tags", "nodynamic", "-o", binary, "./cmd/diptych"], { cwd: root, env: { ...process.env, CGO_ENABLED: "0" } });
  }
  const data = ["--data", join(dir, "data")];
  await run(binary, ["import", "hugo", join(root, "testdata/site"), ...data]);
  const token = (await run(binary, ["token", "create", "--role", "admin", ...data])).stdout.trim().split("\n").at(-1)!;
  const base = `http://127.0.0.1:${port || (await freePort())}`;
  const child = spawn(binary, ["serve", ...data, "--addr", base.slice("http://".length), "--log-level", "warn"], { stdio: ["ignore", 2, 2] });
  const server: Server = { base, token, manage: manager(base, token), stop: () => stop(child, dir) };
  try {
    await ready(base);
    await dress(server);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function stop(child: ChildProcess, dir: string): Promise<void> {
  if (child.exitCode === null && child.kill("SIGTERM")) await new Promise((resolve) => child.once("exit", resolve));
  await rm(dir, { recursive: true, force: true });
}

async function ready(base: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${base}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    if (tries >= 300) throw new Error("the server does not start");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Asks the management API of a server, as who has the token. */
export function manager(base: string, token: string): Server["manage"] {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${base}/manage/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { "Content-Type": method === "PATCH" ? "application/merge-patch+json" : "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
}

/**
 * Does what the editors of the sample site would do after its import: says which tags are one in both languages, gives the series an order,
 * describes the authors, and shows videos as links, which load nothing from anybody else.
 */
async function dress({ base, manage }: Server): Promise<void> {
  const same = [["winter", "hiver"], ["ice", "glace"], ["logbook", "registre"], ["observatory", "observatoire"], ["sound", "son"], ["meteors", "météores"],
    ["tides", "marées"], ["visiting", "visite"], ["restoration", "restauration"]];
  const tags = (await manage("GET", "/tags?limit=100")).items;
  for (const [en, fr] of same) {
    const stays = tags.find((term: any) => term.translations.en?.name === en);
    const goes = tags.find((term: any) => term.translations.fr?.name === fr);
    if (stays && goes && stays !== goes) await manage("POST", `/tags/${stays.id}/merge`, { term: goes.id }, { "If-Match": stays.etag });
  }
  await describe(manage);
  const { items } = await manage("GET", "/posts?limit=100");
  for (const [slug, place] of [["keepers-log-1", 1], ["keepers-log-2", 2]] as const) {
    const post = items.find((one: any) => one.translations.en?.slug === slug);
    const saved = await manage("PATCH", `/posts/${post.id}`, { series: { id: post.series.id, place } }, { "If-Match": post.etag });
    await manage("POST", `/posts/${post.id}/publication`, { shared: saved.head, translations: { en: saved.translations.en.live } });
  }
  const site = await manage("GET", "/site");
  await manage("PATCH", "/site", { media: { embeds: "card" } }, { "If-Match": site.etag });
  await rendered(base);
}

/** A setting that changes every post is worked off in the background: waits until the posts that it concerns have it. */
async function rendered(base: string): Promise<void> {
  for (const address of ["by-slug/listening-to-the-river?locale=en", "by-slug/ecouter-le-fleuve?locale=fr"]) {
    for (let tries = 0; (await (await fetch(`${base}/content/v1/posts/${address}`)).text()).includes("<iframe"); tries++) {
      if (tries >= 300) throw new Error("posts are not rendered again");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function describe(manage: Server["manage"]): Promise<void> {
  const said: Record<string, Record<string, string>> = {
    "Maude Pelletier": { en: "Looks after the telescope, and after the sky above it.", fr: "Veille sur la lunette, et sur le ciel au-dessus." },
    "Noé Tremblay": { en: "Has kept the lamp of this tower since 1998.", fr: "Garde la lampe de cette tour depuis 1998." },
  };
  const { items } = await manage("GET", "/authors?limit=100");
  for (const author of items) {
    const texts = said[author.translations.en?.name ?? author.translations.fr?.name];
    const translations = Object.fromEntries(Object.keys(author.translations).flatMap((locale) => (texts?.[locale] ? [[locale, { description: texts[locale] }]] : [])));
    if (Object.keys(translations).length > 0) await manage("PATCH", `/authors/${author.id}`, { translations }, { "If-Match": author.etag });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf("--port");
  const server = await startServer(at < 0 ? 0 : Number(process.argv[at + 1]));
  console.log(`${server.base}\n${server.token}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
