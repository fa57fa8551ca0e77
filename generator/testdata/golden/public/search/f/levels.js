_gs("f",2,"1c6fdfa6",{"names":["leadership","middle","frontline"],"runs":"AwEAAQMB"});
