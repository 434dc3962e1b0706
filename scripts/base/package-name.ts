/** The name under which a report outside of this repository installs the generator, and imports the kit: "measured-report/kit/trial.ts". */
import { join } from "node:path";

export const PACKAGE = "measured-report";

/** The kit's folder in the generator's. */
export const kitFolder = (home: string): string => join(home, "experiments", "kit");
