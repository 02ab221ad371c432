import type { Alternate, Problem as Body, ProblemField, Redirect } from "./contract.js";

/**
 * An answer that says what went wrong (RFC 9457). Programs switch on `code`,
 * people read `title` and `detail`, which are in the client's `language`.
 */
export class Problem extends Error {
  override readonly name = "Problem";
  /** HTTP status. */
  readonly status: number;
  /** Stable name of the problem; empty where something in between answered, such as a proxy. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Where the post or term is now, if it moved. */
  readonly redirect: Redirect | undefined;
  /** The languages that there are, of what is not there in the one asked for. */
  readonly alternates: readonly Alternate[];
  /** Each wrong parameter. */
  readonly errors: readonly ProblemField[];
  /** The address that was asked. */
  readonly url: string;

  constructor(status: number, url: string, body: Partial<Body>) {
    super(body.code ? `${status} ${body.code}: ${body.title ?? ""}` : `status ${status} from ${url}`);
    this.status = status;
    this.url = url;
    this.code = body.code ?? "";
    this.title = body.title ?? "";
    this.detail = body.detail ?? "";
    this.redirect = body.redirect;
    this.alternates = body.alternates ?? [];
    this.errors = body.errors ?? [];
  }

  /** There is no such thing, or none that readers may see. */
  get notFound(): boolean {
    return this.status === 404;
  }
}

/** Reads the problem that an answer holds. Of what is none, the status is all that is kept. */
export function problemOf(status: number, url: string, text: string): Problem {
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    // What a proxy in between wrote is no problem of ours.
  }
  return new Problem(status, url, typeof body === "object" && body !== null ? body : {});
}
