/** The search for the settings of a body as small as the adapters, trained in full. */
import type { Search } from "../lib/trials/tuned.ts";
import { narrowSearch } from "./budget-runs.ts";

export const searches: readonly Search[] = [narrowSearch];
