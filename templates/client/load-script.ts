/** Loads classic scripts when they are needed: pages opened from disk may not import modules. */

/** Loads each file of a folder once, by its name; one that failed is loaded again when it is next asked for. */
export function scriptLoader(home: string): (file: string) => Promise<void> {
  const scripts = new Map<string, Promise<void>>();
  return (file) => {
    const known = scripts.get(file) ?? loadScript(new URL(file, home).href);
    scripts.set(file, known);
    known.catch(() => scripts.delete(file));
    return known;
  };
}

function loadScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(`not loaded: ${address}`)));
    document.head.append(script);
  });
}
