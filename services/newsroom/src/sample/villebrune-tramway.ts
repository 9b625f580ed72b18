// Villebrune's tram drivers strike while line B is being extended, and both quarrels end in one agreement.
import type { SampleEvent } from '../model.js';

export const villebruneTramway: SampleEvent = {
  id: 'villebrune-tramway',
  name: 'The strike and the extension of the tramway in Villebrune',
  articles: [
    {
      slug: 'les-traminots-de-villebrune-cessent-le-travail',
      outlet: 'tidings',
      author: 'Élodie Marchandeau',
      section: 'Actualité',
      tags: ['grève', 'tramway', 'Villebrune'],
      language: 'fr',
      hoursBefore: 276,
      title: 'Villebrune : les traminots cessent le travail, deux rames sur trois à l’arrêt',
      standfirst:
        'Les conducteurs refusent d’assurer la future ligne B prolongée sans embauches. Le mouvement est reconductible.',
      paragraphs: [
        'À quatre heures et demie, les grilles du dépôt de la Saulaie sont restées closes. Sur les 48 rames que compte le réseau, quinze seulement ont pris le départ, conduites par des cadres et une poignée de non-grévistes.',
        'Selon l’Union des traminots, 87 % des conducteurs ont suivi l’appel ; la direction des Tramways de Villebrune en compte 74 %. Le différend porte sur l’extension de la ligne B vers l’hôpital Sainte-Aure, dont l’ouverture est promise pour la fin de l’hiver.',
        '« On nous demande de rouler six kilomètres de plus avec le même nombre de bras », résume Maud Kerlouan, déléguée syndicale et conductrice depuis dix-sept ans. Elle réclame 42 embauches et la fin des services coupés de plus de douze heures.',
        'Fabrice Delmotty, directeur du réseau, propose dix-huit postes et une prime. « Le reste dépend du budget de la ville », dit-il. La maire, Solange Peyrac, s’est bornée à appeler chacun « à la table plutôt qu’au piquet ».',
      ],
    },
    {
      slug: 'aux-aubiers-la-greve-se-compte-en-pas-et-en-velos-cargos',
      outlet: 'tidings',
      author: 'Bastien Lorgnier',
      section: 'Société',
      tags: ['grève', 'Les Aubiers', 'usagers'],
      language: 'fr',
      hoursBefore: 252,
      title: 'Aux Aubiers, la grève se compte en pas et en vélos cargos',
      standfirst:
        'Sans tramway, le quartier le plus éloigné du centre s’organise. Récit d’une matinée entre covoiturage, fatigue et solidarité.',
      paragraphs: [
        'Fatou Lamirande est partie à cinq heures dix. D’ordinaire, la ligne B la dépose en vingt-deux minutes devant la blanchisserie où elle travaille. Ce matin-là, il lui en a fallu soixante-dix, à pied, le long d’un quai sans éclairage.',
        'Aux Aubiers, 9 000 habitants et une voiture pour trois foyers, le tramway n’est pas une commodité. Le centre social a recensé cent quarante personnes privées de moyen de transport avant six heures. Trois associations ont sorti leurs vélos cargos ; un boulanger convoie des aides-soignantes entre deux fournées.',
        'La colère, pourtant, vise rarement les grévistes. « Mon conducteur, je le vois plus souvent que mon frère. Il a des cernes jusque-là », raconte un cuisinier. Une lycéenne, qui a manqué son oral blanc, se montre moins indulgente.',
        'La régie promet quatre navettes aux heures de pointe. Deux ont circulé, bondées. Place du Marronnier, quelqu’un a inscrit à la craie sur l’abribus l’heure du prochain tram : « bientôt ».',
      ],
    },
    {
      slug: 'services-coupes-les-chiffres-que-la-regie-ne-publiait-pas',
      outlet: 'tidings',
      author: 'Élodie Marchandeau',
      section: 'Enquête',
      tags: ['conditions de travail', 'tramway', 'enquête'],
      language: 'fr',
      hoursBefore: 218,
      title: 'Services coupés : les chiffres que la régie ne publiait pas',
      standfirst:
        'Un document interne montre que quatre journées de conduite sur dix dépassent douze heures d’amplitude. L’accord signé voilà neuf ans en tolérait une sur dix.',
      paragraphs: [
        'Prendre une rame à 5 h 20, la rendre à 9 h 40, revenir à 15 heures et finir à 18 h 30 : voilà ce que les conducteurs appellent un « accordéon ». Le bilan d’exploitation que nous avons pu consulter en recense 24 900 sur les douze derniers mois.',
        'Rapporté à l’ensemble des services, cela représente 41 %. Or l’accord conclu il y a neuf ans entre l’Union des traminots et les Tramways de Villebrune plafonnait ces journées à 10 %. Le dépassement est continu depuis quatre ans, au rythme des départs non remplacés.',
        'Les arrêts de travail ont suivi la même pente : vingt-six jours par agent et par an, contre quinze dans des réseaux de taille voisine. La médecine du travail a écrit deux fois à la direction.',
        'Fabrice Delmotty ne conteste pas les chiffres. « Nous avons bouché les trous avec les gens que nous avions », admet-il. Maud Kerlouan, elle, a gardé les deux courriers du médecin. Elle compte les lire à voix haute lors de la prochaine réunion.',
      ],
    },
    {
      slug: 'rue-des-tisserands-les-commercants-entre-rails-et-remparts',
      outlet: 'tidings',
      author: 'Bastien Lorgnier',
      section: 'Économie',
      tags: ['chantier', 'ligne B', 'commerces'],
      language: 'fr',
      hoursBefore: 184,
      title: 'Rue des Tisserands, les commerçants coincés entre les rails et un rempart',
      standfirst:
        'Les pelleteuses du prolongement ont mis au jour un mur médiéval. Le chantier perd cinq semaines, les boutiques davantage.',
      paragraphs: [
        'Le mur fait deux mètres d’épaisseur et personne ne l’attendait. Depuis qu’un godet l’a heurté devant le numéro 31 de la rue des Tisserands, archéologues et terrassiers se partagent la tranchée où doit passer la ligne B.',
        'Pour Aurore Bellançon, mercière, la découverte est une tuile de plus. Son chiffre d’affaires a fondu de moitié depuis l’ouverture du chantier ; la grève des traminots lui a pris une partie du reste. « Mes clientes venaient en tram acheter du fil. Il n’y a plus ni tram, ni trottoir. »',
        'Vingt-trois commerces ont déposé un dossier d’indemnisation. La commission en a traité six, pour un total de 58 000 couronnes. La mairie promet de tripler le nombre de séances.',
        'L’archéologue Hugues Sarlande juge le rempart remarquable, mais pas intouchable : une fois relevé, il sera recouvert de sable puis de ballast. Une bande de pavés sombres en marquera le tracé entre les rails.',
        'La livraison du tronçon, elle, glisse au début du printemps.',
      ],
    },
    {
      slug: 'prolongement-de-la-ligne-b-construire-est-finance-rouler-non',
      outlet: 'meridian',
      author: 'Élodie Marchandeau',
      section: 'Économie',
      tags: ['ligne B', 'finances publiques', 'analyse'],
      language: 'fr',
      hoursBefore: 143,
      title: 'Prolongement de la ligne B : construire est financé, faire rouler ne l’est pas',
      standfirst:
        'Villebrune a trouvé 173 millions de couronnes pour ses rails. Il lui en manque 4,6 par an pour payer ceux qui les parcourront.',
      paragraphs: [
        'Le paradoxe tient en deux lignes du budget municipal. L’investissement, 173 millions pour 6,2 kilomètres et neuf stations jusqu’à l’hôpital Sainte-Aure, est couvert : 60 % par l’État, le solde par l’emprunt. Le fonctionnement, lui, repose sur une hypothèse.',
        'La ville misait sur 14 000 voyageurs supplémentaires par jour et sur des recettes suffisantes pour n’embaucher qu’à la marge. Une contre-expertise, remise au conseil au début du mois, en attend 9 500.',
        'Pour l’économiste des transports Gaëtan Ruelland, l’erreur est classique. « On inaugure des infrastructures, jamais des plannings », observe-t-il. Il estime à 4,6 millions par an le coût des 42 conducteurs réclamés par l’Union des traminots.',
        'Trois pistes circulent à l’hôtel de ville : relever le ticket de 20 centimes, augmenter la taxe sur les parkings du centre ou ouvrir la ligne avec une rame toutes les douze minutes au lieu de huit. Solange Peyrac écarte la première. Les commerçants rejettent d’avance la deuxième.',
      ],
    },
    {
      slug: 'une-mediatrice-et-une-nuit-blanche-pour-la-ligne-b',
      outlet: 'tidings',
      author: 'Bastien Lorgnier',
      section: 'Actualité',
      tags: ['médiation', 'grève', 'Villebrune'],
      language: 'fr',
      hoursBefore: 98,
      title: 'Une médiatrice et une nuit blanche pour sortir de l’impasse',
      standfirst:
        'L’ancienne juge Clarisse Hautbois a réuni direction, syndicat et mairie pendant treize heures. Un chiffre sépare encore les deux camps.',
      paragraphs: [
        'Les téléphones ont été déposés dans une corbeille à l’entrée. Puis Clarisse Hautbois, juge à la retraite nommée médiatrice la veille, a fermé la porte de la salle des mariages sur Maud Kerlouan, Fabrice Delmotty et l’adjoint aux finances.',
        'À huit heures du matin, les visages étaient gris et les positions plus proches. La régie monterait à 31 embauches étalées sur dix-huit mois. Le syndicat descendrait à 36, à condition que la moitié soient formées avant l’ouverture du prolongement.',
        'Sur les services coupés, un principe est acquis : aucun au-delà de onze heures d’amplitude, sauf volontariat payé double. Reste à savoir qui contrôle. L’Union des traminots veut un relevé mensuel affiché au dépôt de la Saulaie.',
        '« Ils se sont écoutés, ce qui ne leur était pas arrivé depuis longtemps », a confié la médiatrice sur le perron. Les rames, en attendant, roulent toujours à un tiers de leur cadence. Une assemblée générale décidera de la suite.',
      ],
    },
    {
      slug: 'accord-a-villebrune-trente-quatre-embauches',
      outlet: 'tidings',
      author: 'Élodie Marchandeau',
      section: 'Actualité',
      tags: ['accord', 'tramway', 'grève'],
      language: 'fr',
      hoursBefore: 51,
      title: 'Accord à Villebrune : trente-quatre embauches et un tram toutes les dix minutes',
      standfirst:
        'Les grévistes ont voté la reprise à 68 %. La ville renonce à la cadence de huit minutes et taxe un peu plus ses parkings.',
      paragraphs: [
        'Il y a eu un silence, puis quelqu’un a actionné la cloche d’une vieille motrice exposée dans la cour. Par 219 voix contre 103, l’assemblée du dépôt de la Saulaie a mis fin à la plus longue grève qu’ait connue le réseau.',
        'Le texte prévoit trente-quatre recrutements, dont vingt formés avant l’été, et un plafond de onze heures pour les journées en deux morceaux. Un tableau mensuel sera affiché au dépôt, comme le demandait Maud Kerlouan. « Ce n’est pas une victoire, c’est un planning », a-t-elle lancé.',
        'De son côté, la mairie ouvrira la ligne B prolongée avec une rame toutes les dix minutes. L’heure de parking au centre coûtera trente centimes de plus, ce qui rapportera 2,9 millions de couronnes. Solange Peyrac parle d’un « effort partagé », l’opposition d’une addition glissée sous le pare-brise.',
        'Les journées de grève seront retenues en cinq fois. Aux Aubiers, la première rame complète est attendue à 4 h 52.',
      ],
    },
    {
      slug: 'dans-la-rame-d-essai-qui-a-rejoint-l-hopital-sainte-aure',
      outlet: 'tidings',
      author: 'Bastien Lorgnier',
      section: 'Actualité',
      tags: ['ligne B', 'essais', 'Sainte-Aure'],
      language: 'fr',
      hoursBefore: 13,
      title: 'Dans la rame d’essai qui a rejoint l’hôpital Sainte-Aure à 15 km/h',
      standfirst:
        'À vide, de nuit et précédée de deux hommes à pied, une rame a parcouru pour la première fois tout le prolongement. Reportage à bord.',
      paragraphs: [
        'Sous les roues, le bruit change devant le numéro 31 de la rue des Tisserands. « Là, vous roulez sur le rempart », signale l’ingénieure Nadège Courtil sans quitter ses écrans des yeux.',
        'La motrice 217 a quitté le dépôt peu après minuit, lestée de quarante tonnes de sacs de sable en guise de voyageurs. Devant elle, deux agents vérifiaient au gabarit que ni balcon ni branche ne dépassait. Un platane a perdu un rameau, une enseigne devra reculer de neuf centimètres.',
        'Aux commandes, Maud Kerlouan avait demandé ce service. « Après dix nuits de piquet, j’avais envie de voir où mène cette ligne », sourit-elle. Au terminus, devant Sainte-Aure, des infirmières en pause ont applaudi derrière les vitres.',
        'Restent six semaines de marche à blanc, la formation des vingt premiers conducteurs et le réglage des feux du boulevard. Aurore Bellançon, la mercière, a déjà commandé sa vitrine d’inauguration : une rame entière, tricotée.',
      ],
    },
  ],
};
