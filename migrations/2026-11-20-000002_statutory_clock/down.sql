drop table bar;
drop table card;
delete from task where kind in ('consultation', 'check');
alter table task drop constraint task_kind_check;
alter table task add constraint task_kind_check check (kind in ('intake', 'node', 'issue'));
drop index application_by_acceptance;
alter table application drop column accepted_at;
