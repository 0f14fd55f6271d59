import { networkInterfaces } from "node:os";
import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

const lanAddresses = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .map((address) => address.address);

/** @type {import("next").NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  // Native addons, packages that read their own files at run time, or that ask for others which are not there.
  serverExternalPackages: [
    "better-sqlite3",
    "@datadog/sketches-js",
    "@node-rs/argon2",
    "onnxruntime-node",
    "node-llama-cpp",
    "@huggingface/transformers",
    "pino",
    "undici",
    "socket.io",
    "ws",
  ],
  images: { unoptimized: true },
  // Without these, a development page opened over the LAN or as 127.0.0.1 never hydrates.
  allowedDevOrigins: ["127.0.0.1", "localhost", ...lanAddresses],
  experimental: {
    authInterrupts: true,
    // Next buffers each body twice on its way through proxy.ts. No route accepts a larger body than this.
    proxyClientMaxBodySize: "1mb",
  },
  // `npm run check` checks the types; the build does not repeat it.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
};

/** Only the build needs the plugin; in a running server it would load compilers for nothing. */
export default async function config(phase) {
  if (phase === PHASE_PRODUCTION_SERVER) return nextConfig;
  const { default: createNextIntlPlugin } = await import("next-intl/plugin");
  return createNextIntlPlugin("./i18n/request.ts")(nextConfig);
}
