/** The fields for a reader's own settings, which the chosen trial lists. */
import type { ListedSetting } from "../../live/listing.ts";
import type { Typed } from "./own-settings.ts";

/** The fields' place in the panel; null if no trial of the study has any. */
const placeOf = (form: HTMLFormElement) => form.querySelector<HTMLElement>(".run-fields");

export const typedIn = (form: HTMLFormElement): Typed =>
  Object.fromEntries(
    [...(placeOf(form)?.querySelectorAll("input") ?? [])].map(({ name, value }) => [name, value]),
  );

/** Replaces the fields by a trial's, and fills in what was typed. */
export function drawFields(form: HTMLFormElement, open: readonly ListedSetting[], typed: Typed): void {
  const fields = open.map((setting) => fieldOf(setting, typed[setting.name] ?? ""));
  placeOf(form)?.replaceChildren(
    ...(fields.length === 0 ? ["This trial has no settings that can be changed."] : fields),
  );
}

function fieldOf(setting: ListedSetting, typed: string): HTMLLabelElement {
  const input = document.createElement("input");
  input.name = setting.name;
  input.value = typed;
  input.autocomplete = "off";
  const field = document.createElement("label");
  field.className = "run-field";
  if ("names" in setting) {
    input.placeholder = setting.names.join(" ");
    field.classList.add("run-names");
  } else {
    input.inputMode = setting.whole ? "numeric" : "decimal";
  }
  const { label } = setting;
  field.append(`${label.slice(0, 1).toUpperCase()}${label.slice(1)} `, input);
  return field;
}
