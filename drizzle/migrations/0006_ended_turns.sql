ALTER TABLE `turn_details` ADD `ended_by` text;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `finish_reason` text;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `written_chars` integer;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `shown_chars` integer;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `heard_chars` integer;
