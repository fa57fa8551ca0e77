_gs("c",0,"35cfac0e","GA==");
