/** Named destinations of a PDF as Chromium writes it: objects as plain text, one dictionary of names. */

/** The page object of each destination. */
export function pagesOfDestinations(pdf: Buffer): ReadonlyMap<string, string> {
  const text = pdf.toString("latin1");
  const destinations = text.matchAll(/\/([\w-]+)\s*\[\s*(\d+ \d+ R)\s*\/XYZ/g);
  return new Map([...destinations].map(([, name = "", page = ""]) => [name, page]));
}
