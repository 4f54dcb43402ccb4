drop table bundle_version;
drop table bundle;
