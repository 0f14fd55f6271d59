CREATE TABLE `persona_versions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`persona_id` integer NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`prompts` text NOT NULL,
	`user_id` integer NOT NULL,
	`restores` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`persona_id`) REFERENCES `personas`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `persona_versions_unique` ON `persona_versions` (`persona_id`,`version`);--> statement-breakpoint
CREATE TABLE `personas` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`retired_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `turn_details` ADD `persona_version_id` integer;