_gs("f",2,"d8ae8099",{"names":["leadership","middle","frontline"],"runs":"AwEAAQMB"});
