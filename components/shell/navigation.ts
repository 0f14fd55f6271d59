import { AudioLines, Gauge, History, type LucideIcon, MessageCircle, Repeat2, Settings } from "lucide-react";
import { can, type Permission, type Role } from "@/lib/auth/permissions";

interface NavigationItem {
  href: "/chat" | "/history" | "/replay" | "/voice-profiles" | "/dashboard" | "/settings";
  /** Key under `nav` in the messages. */
  label: "chat" | "history" | "replay" | "voices" | "dashboard" | "settings";
  icon: LucideIcon;
  permission: Permission;
}

const items: NavigationItem[] = [
  { href: "/chat", label: "chat", icon: MessageCircle, permission: "chat:use" },
  { href: "/history", label: "history", icon: History, permission: "history:read_own" },
  { href: "/replay", label: "replay", icon: Repeat2, permission: "replay:use" },
  { href: "/voice-profiles", label: "voices", icon: AudioLines, permission: "voice:use" },
  { href: "/dashboard", label: "dashboard", icon: Gauge, permission: "metrics:read" },
  { href: "/settings", label: "settings", icon: Settings, permission: "settings:manage_house" },
];

/** The pages that a role may open, in order. */
export function navigationFor(role: Role): NavigationItem[] {
  return items.filter((item) => can(role, item.permission));
}
