import * as assert from "uvu/assert";
import { ReportError } from "../../scripts/base/errors.ts";

/** The message of the ReportError that `action` throws. Rethrows any other error. */
export async function mistakeOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof ReportError) return error.message;
    throw error;
  }
  assert.unreachable("no error was thrown");
  return "";
}
