"use client";
import { Archive, ArchiveRestore, Pencil } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { QualityTag } from "@/lib/feedback";
import { LoadFailed } from "../../load-failed";
import { Refused } from "../../refused";
import { retireTagAction } from "../actions";
import { RoomIntro } from "../room-intro";
import { RoomLoading } from "../room-loading";
import { TagForm } from "./tag-form";
import { useTagAct, useTags } from "./use-tags";

/** The tags that QA puts on turns: added, renamed, retired. */
export function TagsRoom() {
  const t = useTranslations("settings.tags");
  const { data: tags, errorCode, retry } = useTags();
  if (!tags) {
    return errorCode ? <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} /> : <RoomLoading />;
  }
  return (
    <>
      <RoomIntro title={t("title")} what={t("what")} />
      <TagForm own={null} />
      {tags.length === 0 && <p className="mt-4 text-muted-foreground text-sm">{t("empty")}</p>}
      <ul aria-label={t("title")} className="mt-6 divide-y">
        {tags.map((tag) => (
          <TagRow key={tag.id} tag={tag} />
        ))}
      </ul>
    </>
  );
}

function TagRow({ tag }: { tag: QualityTag }) {
  const t = useTranslations("settings.tags");
  const isChinese = useLocale() === "zh-TW";
  const [isRenamed, setIsRenamed] = useState(false);
  const retire = useTagAct(retireTagAction);
  const { id, name_zh: zh, name_en: en, retired } = tag;
  if (isRenamed) {
    return (
      <li className="rounded-md bg-muted/50 px-3 py-3">
        <TagForm own={tag} close={() => setIsRenamed(false)} />
      </li>
    );
  }
  const name = isChinese ? zh : en;
  const Icon = retired ? ArchiveRestore : Archive;
  return (
    <li className="py-1.5">
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1">
        <p className="wrap-anywhere min-w-0 flex-1 basis-28 text-sm">
          <span lang={isChinese ? "zh-TW" : "en"} className="font-medium">
            {name}
          </span>{" "}
          <span lang={isChinese ? "en" : "zh-TW"} className="text-muted-foreground">
            {isChinese ? en : zh}
          </span>
        </p>
        {retired && <Badge>{t("retired")}</Badge>}
        <span className="ml-auto flex items-center gap-x-1">
          <Button
            variant="ghost"
            size="icon-sm"
            className="pointer-coarse:size-11"
            aria-label={t("rename", { name })}
            title={t("rename", { name })}
            onClick={() => setIsRenamed(true)}
          >
            <Pencil aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="sm"
            className="pointer-coarse:h-11"
            aria-label={t(retired ? "takeBackName" : "retireName", { name })}
            disabled={retire.isPending}
            onClick={() => retire.mutate({ tagId: id, isRetired: !retired })}
          >
            <Icon aria-hidden />
            {t(retired ? "takeBack" : "retire")}
          </Button>
        </span>
      </div>
      <Refused className="mt-2" error={retire.error} conflict={t("nameTaken")} />
    </li>
  );
}
