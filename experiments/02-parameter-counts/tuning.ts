/** The search for the settings at which this slide fine-tunes, for as many steps as it pre-trains. */
import { adaptationSearch, adaptedArms } from "../lib/trials/adaptation.ts";

export const searches = [adaptationSearch(adaptedArms.everything, "short")];
