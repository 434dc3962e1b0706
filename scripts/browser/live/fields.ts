/** The fields for a reader's settings, filled with those of the chosen trial. */
import type { Field, Fields } from "../../live/fields.ts";
import type { Typed } from "./own-settings.ts";

const inputsOf = (form: HTMLFormElement) => [...form.querySelectorAll<HTMLInputElement>(".run-fields input")];

/** The fields that were changed; an emptied one keeps the trial's own setting. */
export const typedIn = (form: HTMLFormElement): Typed =>
  Object.fromEntries(
    inputsOf(form).flatMap(({ name, value, defaultValue }) =>
      value.trim() === "" || value === defaultValue ? [] : [[name, value]],
    ),
  );

/** Replaces the fields by a trial's, and fills in what was typed. */
export function drawFields(form: HTMLFormElement, { fields, further }: Fields, typed: Typed): void {
  const [first, more] = form.querySelectorAll(".run-fields");
  first?.replaceChildren(...fields.map((field) => fieldOf(field, typed)));
  more?.replaceChildren(...further.map((field) => fieldOf(field, typed)));
  const details = form.querySelector<HTMLDetailsElement>(".run-more");
  if (details === null) return;
  details.hidden = further.length === 0;
  details.open ||= further.some(({ name }) => name in typed);
}

function fieldOf({ name, label, value, hint, inputMode }: Field, typed: Typed): HTMLLabelElement {
  const input = document.createElement("input");
  input.name = name;
  input.defaultValue = value;
  input.value = typed[name] ?? value;
  input.autocomplete = "off";
  input.inputMode = inputMode;
  const said = document.createElement("span");
  said.className = "run-hint";
  said.textContent = hint;
  const field = document.createElement("label");
  field.className = `run-field run-${inputMode}`;
  field.append(`${label} `, input, said);
  return field;
}
