/** A slide's number, typed and confirmed by Enter. */

/** How long digits wait for the next key, ms. */
const WAIT = 3000;

const DIGIT = /^\d$/;

/** Calls `go` with the digits that were typed before Enter. */
export function typedNumber(go: (digits: string) => void) {
  const shown = document.querySelector(".typed");
  let digits = "";
  let timer = 0;
  const set = (text: string) => {
    digits = text;
    if (shown !== null) shown.textContent = text;
    clearTimeout(timer);
    if (text !== "") timer = window.setTimeout(() => set(""), WAIT);
  };
  return {
    /** What a key does to the number; undefined where it has another meaning. */
    actionOf(key: string): (() => void) | undefined {
      if (DIGIT.test(key)) return () => set(digits + key);
      const typed = digits;
      set("");
      if (key !== "Enter" || typed === "") return undefined;
      return () => go(typed);
    },
  };
}
