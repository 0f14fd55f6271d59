import { networkInterfaces } from "node:os";
import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

const lanAddresses = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .map((address) => address.address);

/** @type {import("next").NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  // Native addons and what reads its own files at run time: required by Node, never bundled.
  serverExternalPackages: [
    "better-sqlite3",
    "@node-rs/argon2",
    "onnxruntime-node",
    "node-llama-cpp",
    "@huggingface/transformers",
    "pino",
    "undici",
    "selfsigned",
    "socket.io",
    "ws",
  ],
  images: { unoptimized: true },
  // Without these a development page opened over the LAN or as 127.0.0.1 never hydrates.
  allowedDevOrigins: ["127.0.0.1", "localhost", ...lanAddresses],
  experimental: {
    authInterrupts: true,
    // Next keeps a body twice in memory on its way through proxy.ts, whoever sends it. Nothing here takes more than this.
    proxyClientMaxBodySize: "1mb",
  },
  // The checks run once, in `npm run check`; a build repeats none of them.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
};

/** The plugin is for building: in a running server it would only load compilers that nobody uses there. */
export default async function config(phase) {
  if (phase === PHASE_PRODUCTION_SERVER) return nextConfig;
  const { default: createNextIntlPlugin } = await import("next-intl/plugin");
  return createNextIntlPlugin("./i18n/request.ts")(nextConfig);
}
