/** Sources that only this slide cites: references of the deck that no other slide cites, and papers on low-rank pre-training. */
import { arxiv, type Reference } from "../kit/references.ts";

export const references = {
  kaplan: arxiv(
    "2001.08361",
    "Kaplan, McCandlish, Henighan, et al.",
    "Scaling Laws for Neural Language Models",
    2020,
  ),
  gpt3: arxiv(
    "2005.14165",
    "Brown, Mann, Ryder, et al.",
    "Language Models are Few-Shot Learners",
    2020,
    "NeurIPS 2020",
  ),
  loqt: arxiv(
    "2405.16528",
    "Loeschcke, Toftrup, Kastoryano, et al.",
    "LoQT: Low-Rank Adapters for Quantized Pretraining",
    2024,
    "NeurIPS 2024",
  ),
  fira: arxiv(
    "2410.01623",
    "Chen, Feng, Li, et al.",
    "Fira: Can We Achieve Full-rank Training of LLMs Under Low-rank Constraint?",
    2024,
  ),
  alice: arxiv(
    "2502.07752",
    "Gong, Scetbon, Ma and Meeds",
    "Towards Efficient Optimizer Design for LLM via Structured Fisher Approximation with a Low-Rank Extension",
    2025,
  ),
  scale: arxiv(
    "2506.16659",
    "Glentis, Li, Han and Hong",
    "A Minimalist Optimizer Design for LLM Pretraining",
    2025,
  ),
  glentis: arxiv(
    "2505.22922",
    "Glentis, Li, Shang, et al.",
    "Scalable Parameter and Memory Efficient Pretraining for LLM: Recent Algorithmic Advances and Benchmarking",
    2025,
  ),
  cola: arxiv(
    "2502.10940",
    "Liu, Zhang, Wang, et al.",
    "CoLA: Compute-Efficient Pre-Training of LLMs via Low-Rank Activation",
    2025,
  ),
  weiss: arxiv(
    "2509.12960",
    "Weiss, Africa, Buttery and Diehl Martinez",
    "Investigating ReLoRA: Effects on the Learning Dynamics of Small Language Models",
    2025,
  ),
  shivagunde: arxiv(
    "2605.13652",
    "Shivagunde, Deshpande, Muckatira and Rumshisky",
    "Beyond Perplexity: A Geometric and Spectral Study of Low-Rank Pre-Training",
    2026,
  ),
} satisfies Readonly<Record<string, Reference>>;
