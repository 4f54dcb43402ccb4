drop index application_by_tab;
alter table application drop column tab;
