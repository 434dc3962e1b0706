/**
 * Makes a trial fail that draws unseeded numbers or reads a clock, since its result would depend on more than its config.
 * Libraries may read clocks for logs and delays, and may draw numbers while they load.
 */

export interface Guard {
  /**
   * Does this work of a trial while the calls throw. All code of the trial except libraries is in the bundle with this
   * file URL.
   */
  during<Value>(bundle: string, work: () => Promise<Value>): Promise<Value>;
}

type Replacement = ((...args: never[]) => unknown) | undefined;

const ADVICE = {
  draw: "use random.ts with a seed",
  clock: "only a trial defined with measuresTime may",
} as const;

/** Replaces the functions in this process, once. Outside `during` they work as before. */
export function createGuard(): Guard {
  let guarded: string | undefined;
  /** Throws if the caller of `replacement` may not call it. */
  const check = (name: string, kind: keyof typeof ADVICE, replacement: Replacement) => {
    if (guarded === undefined) return;
    const files = filesOnStack(replacement);
    const isOwn = files[0] === guarded;
    const isLoading = files.some((file) => file.startsWith("node:internal/modules/"));
    if (!isOwn && (kind === "clock" || isLoading)) return;
    throw new Error(`${name} in a trial: results must depend on its config alone; ${ADVICE[kind]}`);
  };
  const replaced = <Value>(name: string, kind: keyof typeof ADVICE, original: () => Value): (() => Value) => {
    const replacement = () => {
      check(name, kind, replacement);
      return original();
    };
    return replacement;
  };
  Math.random = replaced("Math.random", "draw", Math.random);
  Date.now = replaced("Date.now", "clock", Date.now);
  performance.now = replaced("performance.now", "clock", performance.now.bind(performance));
  const construct: ProxyHandler<DateConstructor>["construct"] = (date, args, target) => {
    if (args.length === 0) check("new Date()", "clock", construct);
    return Reflect.construct(date, args, target);
  };
  const apply = replaced("Date()", "clock", Date);
  globalThis.Date = new Proxy(Date, { construct, apply });
  return {
    async during(bundle, work) {
      guarded = bundle;
      try {
        return await work();
      } finally {
        guarded = undefined;
      }
    },
  };
}

/** The files with the code that called `replacement`, its direct caller first. */
function filesOnStack(replacement: Replacement): readonly string[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const place: { readonly stack?: string } = {};
  let files: readonly string[] = [];
  Error.stackTraceLimit = 100;
  // Otherwise the stack would be a text in which source maps have replaced the bundle's name.
  Error.prepareStackTrace = (_, sites) => {
    files = sites.flatMap((site) => site.getFileName() ?? []);
    return "";
  };
  try {
    Error.captureStackTrace(place, replacement);
    // The stack is made when it is read.
    return place.stack === undefined ? [] : files;
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}
