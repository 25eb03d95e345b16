/**
 * What people build passwords of, from the published lists of leaked ones: lower-case, of any length. Common tails
 * ("1", "123", "2024", "!") are joined to each of them when the blocklist is made.
 */
export const commonWords = `
  password passwort passw0rd p@ssword p@ssw0rd pa$$word pa$$w0rd passwd pass passphrase mypassword newpassword motdepasse contrasena
  senha parola wachtwoord heslo haslo jelszo parool salasana losenord welcome welcome1 willkommen bienvenue benvenuto bienvenido
  letmein letmein1 opensesame changeme changeit default secret topsecret supersecret mysecret secure security login logmein signin
  admin administrator administrador root toor superuser superadmin sysadmin master manager operator support helpdesk guest user
  username testuser test testing tester testtest demo sample example temp temporary service system server backup oracle mysql
  postgres postgresql database cisco router linux ubuntu debian windows windows7 windows10 microsoft apple google android iphone
  samsung nokia huawei facebook instagram twitter youtube whatsapp linkedin amazon netflix spotify discord roblox minecraft fortnite
  internet computer laptop keyboard software hardware developer engineer programmer hacker matrix cyber countersign authenticator
  qwerty qwertz azerty qwert qwertyui qwertyuiop asdf asdfgh asdfghjk asdfghjkl zxcv zxcvbn zxcvbnm qazwsx qazwsxedc wsxedc edcrfv
  1qaz2wsx 1qaz 2wsx 3edc zaq12wsx zaq1 xsw2 q1w2e3 q1w2e3r4 q1w2e3r4t5 1q2w3e 1q2w3e4r 1q2w3e4r5t qweasd qweasdzxc qweqwe asdasd
  zxczxc qwaszx poiuyt mnbvcxz lkjhgfdsa abc abcd abc123 abcd1234 a1b2c3 a1b2c3d4 aa123456 a123456 abcdef abcdefg abcdefgh
  iloveyou iloveu ilovehim iloveher ilovegod iloveme loveyou lovelove mylove truelove lovely loveme lover love forever together always
  sunshine princess prince queen king angel angels angelo baby babygirl babyboy sweetie sweetheart honey honeybee sugar cupcake cookie
  chocolate candy strawberry banana apples orange cherry peaches pepper ginger cinnamon vanilla pumpkin coffee whiskey tequila
  monkey dragon tiger tigers lion panther leopard eagle eagles falcon falcons phoenix wolf wolves bear bears shark dolphin dolphins
  turtle penguin butterfly spider scorpion snake cobra viper horse horses mustang bronco stallion buffalo rabbit bunny kitten kitty
  puppy doggy buster bailey maggie shadow midnight tinkerbell snoopy garfield mickey minnie goofy donald pluto bambi nemo pokemon
  pikachu charizard naruto sasuke goku vegeta dragonball superman batman spiderman ironman wolverine hulk thor avengers marvel joker
  starwars startrek skywalker jedi yoda vader lordoftherings gandalf frodo legolas harrypotter hermione hogwarts gryffindor merlin
  football soccer baseball basketball hockey tennis volleyball softball golf golfer boxing wrestling cricket rugby swimming running
  arsenal chelsea liverpool manchester everton tottenham barcelona realmadrid juventus milan bayern dortmund ajax benfica santos
  yankees redsox lakers celtics bulls cowboys steelers packers raiders broncos patriots dodgers giants rangers chicago boston texas
  dallas houston phoenix1 denver seattle detroit atlanta miami florida california newyork brooklyn hollywood lasvegas america canada
  mexico brazil brasil argentina colombia england london scotland ireland paris france germany berlin italia italy spain espana madrid
  portugal poland polska russia moscow ukraine turkey istanbul india indian mumbai pakistan china beijing japan tokyo korea australia
  sydney africa egypt jordan israel lebanon
  michael michelle jennifer jessica ashley amanda melissa nicole stephanie elizabeth heather rebecca samantha victoria christina
  christine kimberly vanessa patricia natalie danielle rachel andrea brittany courtney lauren megan amber crystal tiffany jasmine
  daniela gabriela alejandra fernanda mariana valentina isabella sophia olivia emma charlotte hannah emily madison abigail chloe
  daniel david robert richard william thomas joseph charles christopher matthew anthony andrew joshua jonathan nicholas alexander
  alexandra alexandre benjamin samuel gabriel rafael miguel carlos fernando alejandro eduardo ricardo roberto francisco antonio manuel
  sebastian dominic vincent patrick brandon justin jordan23 tyler austin dylan ethan logan hunter jackson mason oliver harrison
  charlie george harley jackie jasper johnny jeremy jerome justine killer ranger trustno1 whatever whatever1 nothing nobody anything
  something somebody everything freedom liberty justice peace hope faith trinity blessed blessing jesus jesus1 jesuschrist christ
  godisgood heaven church bible grace praise allah muhammad mohammed ahmed mustafa krishna ganesh shiva buddha
  summer winter spring autumn january february march april may june july august september october november december monday tuesday
  wednesday thursday friday saturday sunday birthday christmas halloween easter valentine holiday vacation weekend
  purple yellow silver golden diamond platinum crystal1 emerald sapphire ruby pearl rainbow flower flowers rose roses lily daisy
  violet jasmine1 orchid sunflower tulip garden nature forest mountain river ocean beach island paradise sunrise sunset moonlight
  starlight star stars galaxy universe planet saturn jupiter mercury venus neptune apollo zeus hercules athena poseidon spartan gladiator
  warrior knight samurai ninja pirate cowboy soldier captain general sergeant marine police fireman doctor nurse teacher student
  lawyer banker business money dollar dollars million millionaire rich lucky lucky7 luckyme winner champion victory success power powerful
  magic mystery wizard witch vampire zombie monster demon devil lucifer satan death darkness dark blackout thunder lightning storm
  hurricane tornado blizzard fire ice water earth electric nuclear atomic rocket missile bullet pistol shotgun sniper
  music guitar piano drummer drums metallica nirvana slipknot acdc ironmaiden ledzeppelin pinkfloyd beatles elvis eminem tupac rihanna
  beyonce madonna shakira justinbieber onedirection blink182 greenday linkinpark korn rammstein marley bobmarley reggae hiphop rockstar
  ferrari porsche lamborghini mercedes bmw audi toyota honda nissan subaru mazda suzuki yamaha kawasaki ducati harleydavidson corvette
  camaro chevrolet chevy ford jeep tractor trucker racing racecar nascar
  family mother father mommy daddy brother sister friend friends bestfriend familia mamamia grandma grandpa children myfamily myself
  hello hello1 hellohello helloworld hola bonjour goodbye goodluck thankyou please sorry fuckyou fuckoff fuckme asshole bullshit bitch
  pussy dickhead bigdick sexy sexygirl sexyboy hotgirl playboy playgirl sexsex porno
  blahblah yomama gangster gangsta thuglife homeboy pimpin bling badboy badgirl coolboy coolgirl crazy crazy1 funny happy happyday
  smile smiley snowball snowman snowflake teddybear marshmallow peanut popcorn pickles nacho taco pizza burger cheese bacon steak
  qwerty12 asdf1234 zxcv1234 pass1234 test1234 admin123 user1234 root1234 letmein2 access access14 mobile mobilemail computer1
  dearbook einstein newton tesla edison darwin picasso davinci mozart beethoven shakespeare
`
  .trim()
  .split(/\s+/);
