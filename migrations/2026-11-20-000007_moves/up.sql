-- What is open under a version of an item, by id: the applications that may be moved to another.
create index application_open_by_version on application (item_code, item_version, id)
    where status in ('draft', 'submitted', 'awaiting_supplement', 'in_review', 'suspended');
