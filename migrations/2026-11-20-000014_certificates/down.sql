alter table certificate drop column ground;
alter table certificate drop column ended_by;
alter table certificate drop column ended_on;
