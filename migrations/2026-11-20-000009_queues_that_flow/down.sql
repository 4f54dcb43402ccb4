drop table task_draft;
drop table phrase;
