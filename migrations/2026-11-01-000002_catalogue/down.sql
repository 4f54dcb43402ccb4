drop table catalogue_generation;
drop table item_version;
drop table item;
drop table department;
drop table division;
