drop index application_open;
drop table calendar_reprojection;
drop table calendar_generation;
drop table calendar_year;
