_gs("f",2,"35cfac0e",{"names":["leadership","middle","frontline"],"runs":"AwEAAQMB"});
