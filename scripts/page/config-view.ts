/** A slide's settings, flat: each leaf of its config under its dot path, as {{config}} names it. */
import { isRecord } from "../json.ts";
import { formatNumber } from "./number.ts";

export interface SettingView {
  readonly path: string;
  readonly value: string;
}

export function settingViews(config: unknown, path = ""): SettingView[] {
  if (Array.isArray(config) && config.every((item) => !isRecord(item) && !Array.isArray(item))) {
    return [{ path, value: config.map(leafText).join(", ") }];
  }
  if (isRecord(config) || Array.isArray(config)) {
    return Object.entries(config).flatMap(([name, value]) =>
      settingViews(value, path === "" ? name : `${path}.${name}`),
    );
  }
  return config === undefined ? [] : [{ path, value: leafText(config) }];
}

function leafText(value: unknown): string {
  return typeof value === "number" ? formatNumber(value) : String(value);
}
