/** Opens a page in the browser that the system prefers. */
import type { Effects } from "./effects.ts";

/** Each system's own program, with the words before the address. */
const openers: Readonly<Record<string, readonly [program: string, ...words: string[]]>> = {
  darwin: ["open"],
  // The empty word is the window's title, for which `start` would take an address in quotes.
  win32: ["cmd", "/c", "start", ""],
};

/** Opens an address or a file; where that is not possible, says so, with what to open by hand. */
export async function openPage(
  address: string,
  { machine, launch, terminal }: Pick<Effects, "machine" | "launch" | "terminal">,
): Promise<void> {
  const [system = ""] = machine.platform.split(" ");
  const [program, ...words] = openers[system] ?? ["xdg-open"];
  if (await launch(program, [...words, address])) return;
  terminal.error(`no browser was opened: ${program} is missing or failed; open ${address} yourself`);
}
