/** An answer that is kept, and the entity tag that it is asked again by. */
export interface Kept {
  etag: string;
  body: string;
}

/**
 * Where answers are kept between requests. Each is asked for again under its
 * entity tag, so what a cache has is never shown unless the server says that it
 * still holds. One that keeps them on a disk may answer with promises.
 */
export interface Cache {
  get(key: string): Kept | undefined | Promise<Kept | undefined>;
  set(key: string, answer: Kept): void | Promise<void>;
}

/** A cache in memory, which forgets what was not asked for longest. */
export function memoryCache(options: { maxBytes?: number } = {}): Cache {
  const max = options.maxBytes ?? 16 << 20;
  const kept = new Map<string, Kept>();
  let held = 0;
  const forget = (key: string) => {
    const old = kept.get(key);
    if (old && kept.delete(key)) held -= size(key, old);
  };
  return {
    get(key) {
      const found = kept.get(key);
      if (found) {
        kept.delete(key); // a Map goes by age: what is used comes last again
        kept.set(key, found);
      }
      return found;
    },
    set(key, answer) {
      forget(key);
      if (size(key, answer) > max) return;
      kept.set(key, answer);
      held += size(key, answer);
      for (const oldest of kept.keys()) {
        if (held <= max) break;
        forget(oldest);
      }
    },
  };
}

/** Strings take two bytes a character at most. */
function size(key: string, answer: Kept): number {
  return 2 * (key.length + answer.etag.length + answer.body.length);
}
