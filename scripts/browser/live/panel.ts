/** What the panels that run trials have in common: their parts, their messages, and links to save results. */

/** Enables the panel's controls. Returns false, and says why, where a browser cannot run anything. */
export function enable(form: HTMLFormElement): boolean {
  if (location.protocol === "file:") {
    for (const child of part(form, "settings").children) {
      child.toggleAttribute("hidden", !child.classList.contains("run-disk"));
    }
    part(form, "shown").hidden = true;
    return false;
  }
  for (const control of form.querySelectorAll(":disabled")) control.removeAttribute("disabled");
  return true;
}

export const button = (form: HTMLFormElement, name: string) =>
  form.querySelector<HTMLButtonElement>(`button[name="${name}"]`);

export const part = (form: HTMLFormElement, name: string): HTMLElement => {
  const found = form.querySelector<HTMLElement>(`.run-${name}`);
  if (found === null) throw new Error(`missing part of the panel: ${name}`);
  return found;
};

export const say = (form: HTMLFormElement, status: string, detail = ""): void => {
  part(form, "status").textContent = status;
  part(form, "detail").textContent = detail;
};

/** Does what may fail, and says why it did. */
export async function attempt(form: HTMLFormElement, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    part(form, "outcome").dataset.outcome = "failed";
    say(form, `The run ended: ${reasonOf(error)}.`);
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function setRunning(form: HTMLFormElement, isRunning: boolean): void {
  button(form, "run")?.toggleAttribute("disabled", isRunning);
  button(form, "stop")?.toggleAttribute("hidden", !isRunning);
  form.querySelector("progress")?.toggleAttribute("hidden", !isRunning);
}

/** Throws if no checksum can be computed, or the data cannot be read. */
export function refuseWhereImpossible(): void {
  if (!isSecureContext) throw new Error("checksums need a page from https or from this machine");
  if (!("DecompressionStream" in globalThis))
    throw new Error("this browser cannot decompress the data; a newer one can");
}

export async function readJson(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} could not be read: the server says ${response.status}`);
  return response.json();
}

/** What a download has reached. */
export const downloadText = (loaded: number, total: number): string =>
  `Downloading: ${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;

export function timeLeft(startedAt: number, fraction: number): string {
  const seconds = ((performance.now() - startedAt) / 1000) * (1 / Math.max(fraction, 0.001) - 1);
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

/** A link that saves a value as a file. */
export function jsonLink(value: unknown, file: string, text: string): HTMLAnchorElement {
  const link = document.createElement("a");
  const json = `${JSON.stringify(value, null, 2)}\n`;
  link.href = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  link.download = file;
  link.textContent = text;
  return link;
}
