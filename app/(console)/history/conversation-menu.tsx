"use client";
import { Download, ListPlus, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { ConversationView } from "@/lib/conversations";
import { useReaderTimeZone } from "../use-reader-time-zone";
import { AddToSetDialog } from "./add-to-set-dialog";
import { DeleteDialog } from "./delete-dialog";
import { exportHref } from "./export-href";
import { RenameDialog } from "./rename-dialog";

interface ConversationMenuProps {
  conversation: ConversationView;
  /** Whether the reader may rename and delete it; and run its turns again. */
  manages: boolean;
  replays: boolean;
  onDeleted: (undoUntil: number) => void;
}

/** What else can be done with a conversation. */
export function ConversationMenu({ conversation, manages, replays, onDeleted }: ConversationMenuProps) {
  const t = useTranslations("history.menu");
  const timeZone = useReaderTimeZone();
  const [dialog, setDialog] = useState<"rename" | "set" | "delete" | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" className="pointer-coarse:size-11" aria-label={t("more")}>
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {manages && (
            <DropdownMenuItem onSelect={() => setDialog("rename")}>
              <Pencil aria-hidden />
              {t("rename")}
            </DropdownMenuItem>
          )}
          <DropdownMenuItem asChild>
            <a href={exportHref(`/api/conversations/${encodeURIComponent(conversation.id)}/export`, timeZone)} download>
              <Download aria-hidden />
              {t("export")}
            </a>
          </DropdownMenuItem>
          {replays && (
            <DropdownMenuItem onSelect={() => setDialog("set")}>
              <ListPlus aria-hidden />
              {t("addAll")}
            </DropdownMenuItem>
          )}
          {manages && (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem onSelect={() => setDialog("delete")}>
                <Trash2 aria-hidden />
                {t("delete")}
              </DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === "rename" && <RenameDialog conversation={conversation} close={close} />}
      {dialog === "set" && <AddToSetDialog turns={{ sessionIds: [conversation.id] }} close={close} />}
      {dialog === "delete" && <DeleteDialog sessionId={conversation.id} onDeleted={onDeleted} close={close} />}
    </>
  );
}
