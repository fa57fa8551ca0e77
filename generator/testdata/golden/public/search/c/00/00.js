_gs("c",0,"1c6fdfa6","GA==");
