/** Names of the files that a browser downloads before it starts the engine. */

/** The module with our kernels. */
export const KERNELS = "kernels.wasm";
/** The WASM backend's binary. Its loader asks for this name. */
export const BACKEND = "tfjs-backend-wasm-simd.wasm";
