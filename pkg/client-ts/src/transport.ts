import type { Cache } from "./cache.js";
import { problemOf } from "./problem.js";

/** How a client reaches its server. */
export interface Reach {
  fetch: typeof fetch;
  cache: Cache | undefined;
  language: string | undefined;
  retries: number;
  maxWait: number;
  timeout: number;
}

/** One thing that is asked for. */
export interface Asked {
  url: string;
  accept: string;
  token?: string | undefined; // of a preview, whose answers are kept nowhere
  patience?: number; // milliseconds that the server was told it may take
  signal?: AbortSignal | undefined;
}

/** The statuses that another try may change. */
const passing = new Set([429, 502, 503, 504]);

/** Asks until there is an answer, and returns its text; throws a Problem where it holds one. */
export async function ask(reach: Reach, asked: Asked): Promise<string> {
  const key = `${asked.accept} ${reach.language ?? ""} ${asked.url}`;
  const kept = asked.token === undefined ? await reach.cache?.get(key) : undefined;
  const headers: Record<string, string> = { Accept: asked.accept };
  if (reach.language) headers["Accept-Language"] = reach.language;
  if (asked.token !== undefined) headers["Authorization"] = `Bearer ${asked.token}`;
  if (kept) headers["If-None-Match"] = kept.etag;

  const answer = await persist(reach, asked, headers);
  if (answer.status === 304 && kept) return kept.body;
  if (answer.status < 200 || answer.status > 299) throw problemOf(answer.status, asked.url, answer.body);
  const etag = answer.headers.get("ETag");
  if (etag && asked.token === undefined) await reach.cache?.set(key, { etag, body: answer.body });
  return answer.body;
}

/** What came back, read to its end. */
interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** Sends a request again while nothing answers, or what answers asks to come back. */
async function persist(reach: Reach, asked: Asked, headers: Record<string, string>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    let wait = backOff(tries);
    try {
      const answer = await once(reach, asked, headers);
      const after = retryAfter(answer.headers) ?? wait;
      if (!passing.has(answer.status) || tries >= reach.retries || after > reach.maxWait) return answer;
      wait = after;
    } catch (error) {
      if (asked.signal?.aborted || tries >= reach.retries || error instanceof TooLong) throw error;
    }
    await sleep(wait, asked.signal);
  }
}

/** One try. */
async function once(reach: Reach, asked: Asked, headers: Record<string, string>): Promise<Answer> {
  const stop = new AbortController();
  const giveUp = () => stop.abort(asked.signal?.reason);
  if (asked.signal?.aborted) giveUp();
  asked.signal?.addEventListener("abort", giveUp, { once: true });
  const late = setTimeout(() => stop.abort(new DOMException("no answer in time", "TimeoutError")), reach.timeout + (asked.patience ?? 0));
  try {
    const response = await reach.fetch(asked.url, { headers, signal: stop.signal });
    return { status: response.status, headers: response.headers, body: await textOf(response) };
  } finally {
    clearTimeout(late);
    asked.signal?.removeEventListener("abort", giveUp);
  }
}

/** The most bytes that are read of an answer: none that the server gives comes near it. */
const longest = 64 << 20;

/** What an answer is that goes on and on. */
class TooLong extends Error {}

/** The body of an answer. */
async function textOf(response: Response): Promise<string> {
  if (!response.body) return response.text();
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for (let held = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return parts.join("") + decoder.decode();
    held += value.length;
    if (held > longest) {
      await reader.cancel();
      throw new TooLong(`the answer is over ${longest} bytes`);
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
}

/** What the answer says of when to come back, in milliseconds (RFC 9110 §10.2.3: seconds, or a date). */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("Retry-After");
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}

/** 200 ms, 400 ms, … with jitter, so that many clients do not come back at once. */
function backOff(tries: number): number {
  return 200 * 2 ** tries * (0.5 + Math.random());
}

export function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
}
