import type { MetadataRoute } from "next";

/** What a phone or a desktop needs to keep AVATAR on its home screen. It names nothing that a login protects. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/chat",
    name: "AVATAR",
    short_name: "AVATAR",
    start_url: "/chat",
    scope: "/",
    display: "standalone",
    background_color: "#fafafb",
    theme_color: "#fafafb",
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
