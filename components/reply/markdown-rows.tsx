import type { List, ListItem, Table, TableRow } from "mdast";
import { Fragment, memo } from "react";
import { endOf, startOf } from "@/lib/markdown/markdown-tree";
import { BulletList, markdownElements, NumberedList, TableFrame } from "./markdown-elements";
import { isLoose, itemTree, type ReplyLook, rowTree } from "./reply-tree";

/** A list whose items are rendered again only when their own text or ink changes. */
export function MarkdownList({ list, ...look }: { list: List } & ReplyLook) {
  const loose = isLoose(list);
  const items = list.children.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items are added at the end alone
    <Fragment key={index}>
      {"\n"}
      <MarkdownItem item={item} loose={loose} {...lookOf(item, look)} />
    </Fragment>
  ));
  if (!list.ordered) return <BulletList>{items}</BulletList>;
  return <NumberedList start={list.start === 1 ? undefined : (list.start ?? undefined)}>{items}</NumberedList>;
}

const MarkdownItem = memo(function MarkdownItem({
  item,
  loose,
  ...look
}: { item: ListItem; loose: boolean } & ReplyLook) {
  return markdownElements(itemTree(item, loose, look));
});

/** A table whose rows are rendered again only when their own text or ink changes. */
export function MarkdownTable({ table, ...look }: { table: Table } & ReplyLook) {
  const [head, ...rows] = table.children.map((row, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows are added at the end alone
    <MarkdownRow key={index} row={row} align={table.align} isHead={index === 0} {...lookOf(row, look)} />
  ));
  return (
    <TableFrame>
      <thead>{head}</thead>
      {rows.length > 0 && <tbody>{rows}</tbody>}
    </TableFrame>
  );
}

interface MarkdownRowProps extends ReplyLook {
  row: TableRow;
  align: Table["align"];
  isHead: boolean;
}

const MarkdownRow = memo(function MarkdownRow({ row, align, isHead, ...look }: MarkdownRowProps) {
  return markdownElements(rowTree(row, align, isHead, look));
});

/** The look of one row: the ink moves inside of it only while its own words are heard. */
function lookOf(row: ListItem | TableRow, look: ReplyLook): ReplyLook {
  const { heardTo, from } = look;
  if (heardTo === null) return look;
  return { ...look, heardTo: Math.min(Math.max(heardTo, from + startOf(row)), from + endOf(row)) };
}
