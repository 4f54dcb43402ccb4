-- Matters and their members have no place in the schema before.
drop table rating;
alter table task
    drop column matter_id,
    drop column matter_number;
alter table application
    drop column kind,
    drop column matter_id,
    drop column matter_number,
    drop column gaps,
    drop column result;
