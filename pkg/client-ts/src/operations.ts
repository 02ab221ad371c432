import type { operations } from "./contract.js";

/** The name of an operation of the contract. */
export type Operation = keyof operations;

type QueryOf<O extends Operation> = operations[O] extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;

/** What lists of words may be written as, beside the text that the contract takes. */
type Lists = "fields" | "include";
/** What instants may be written as: a day such as `2026-05-04` is one of the site's time zone. */
type Instants = "since" | "until";

/**
 * The query parameters of an operation as this client takes them: in camel case,
 * words as arrays, instants as dates too.
 */
export type Options<O extends Operation> = {
  [K in keyof QueryOf<O> as K extends string ? Camel<K> : never]: K extends Lists
    ? QueryOf<O>[K] | readonly string[] | undefined
    : K extends Instants
      ? QueryOf<O>[K] | Date | undefined
      : QueryOf<O>[K] | undefined;
} & Asking;

/** What every method takes. */
export type Asking = {
  /** Ends the request, and the waiting between tries. */
  signal?: AbortSignal | undefined;
};

/** Any options at all. */
export type Query = Asking & Record<string, unknown>;

/** What an operation answers, as JSON. */
export type Answer<O extends Operation> = operations[O] extends { responses: { 200: { content: { "application/json": infer A } } } } ? A : never;

/** Writes options as the query of an address; nothing for those not given. Always in the same order: it is a cache's key. */
export function queryOf(options: Query): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value === undefined || value === null || value === "" || name === "signal") continue;
    const key = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    query.set(key, value instanceof Date ? value.toISOString() : String(value)); // an array becomes a,b
  }
  const text = query.toString();
  return text && `?${text}`;
}
